"""The animatic: a shot before it is made, drawn from its slate and its pictures, moving as the camera will."""

from storyboard.media.animatic.draw import draw_animatic, draw_frame
from storyboard.media.animatic.faces import missing
from storyboard.media.animatic.values import Animatic, Picture
from storyboard.slate import Card, Slate, Spoken

__all__ = ["Animatic", "Card", "Picture", "Slate", "Spoken", "draw_animatic", "draw_frame", "missing"]
