"""Which call goes next: the longest chain first, scouts ahead, no more in flight than the provider takes."""
