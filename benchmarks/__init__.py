"""What a storyboard of ten, a thousand and ten thousand shots costs in time and memory: `python -m benchmarks`."""
