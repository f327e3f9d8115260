"""Pictures, clips and sounds: what they are, parts of them, the film they make, and the animatic drawn of a slate."""
