"""What a model allows and what a shot may need, held against what the storyboard asks for."""
