"""The language: files become data that remembers its lines, are checked, and become a `Storyboard`."""
