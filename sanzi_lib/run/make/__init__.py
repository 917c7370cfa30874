"""Reports: what each is made of, whether it is made, the kernel that makes it, and the catalogue of what stands."""
