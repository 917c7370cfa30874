"""What an analyst adds to a notebook, as blocks: on the way into its outputs, and on the way out of them."""
