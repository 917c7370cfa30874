"""Phone and identity-card numbers as units write them; every number is invented."""

import pytest

from sanzi_lib.contact_numbers import find_number, mask_numbers

IDENTITIES = [
    "证件No.430401199001011242",
    "ID.430401199001011242",
    "1.430401199001011242",
    "430401-19900101-1250",
    "430401 1990 0101 1299",
    "４３０４０１１９９００１０１１２４Ｘ",
    "430401900101124",
]
PHONES = [
    "Tel.0734-8812346",
    "0734 - 8812346",
    "（0734）8812348",
    "0734-881-2348",
    "+86 734 8223456",
    "13912345678",
    "139.1234.5671",
    "139 - 1234 - 5670",
    "13912 345673",
    "139 123 45674",
    "400-881-2345",
    "联系电话8223457",
    "电话（8223457）",
    "电话号码8223457",
    "座机：8812345",
    "传真8812345",
    "电话：881-2345",
]
NO_NUMBERS = [
    "投资8223457元",
    "0.430401199001011",
    "12.0734881234",
    "2024年6月25日",
    "盘活1,234,567.89万元",
    "面积28421平方米",
]


@pytest.mark.parametrize("text", IDENTITIES)
def test_identity_numbers(text):
    assert find_number(text) == "身份证号"
    assert not any(letter.isdigit() for letter in mask_numbers(text).removeprefix("1."))


@pytest.mark.parametrize("text", PHONES)
def test_phone_numbers(text):
    assert find_number(text) == "电话号码"
    assert not any(letter.isdigit() for letter in mask_numbers(text))


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_figures_stay(text):
    assert find_number(text) is None
    assert mask_numbers(text) == text


def test_words_before_a_number_stay():
    assert mask_numbers("咨询电话：8223457、8223458，欢迎来电") == "咨询电话：×××，欢迎来电"
