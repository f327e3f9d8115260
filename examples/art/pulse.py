"""Play rooftops' pulse: eight seconds of drum and bass line at 132 beats a minute, as a mono WAV. Needs numpy."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent.parent / "rooftops" / "refs" / "pulse.wav"
RATE, SECONDS, BEAT = 22050, 8, 60 / 132
NOTES = (55.0, 55.0, 65.41, 55.0, 82.41, 73.42, 65.41, 49.0)


def at(track: np.ndarray, second: float, sound: np.ndarray) -> None:
    """Lay a sound into the track where it begins."""
    begin = int(second * RATE)
    end = min(begin + len(sound), len(track))
    track[begin:end] += sound[: end - begin]


def drum() -> np.ndarray:
    """Make one stroke of a low drum."""
    t = np.arange(int(0.28 * RATE)) / RATE
    return np.sin(2 * np.pi * (48 * t + 9 * (1 - np.exp(-t * 22)))) * np.exp(-t * 13)


def hat(random: np.random.Generator) -> np.ndarray:
    """Make one tick of brushed metal."""
    t = np.arange(int(0.06 * RATE)) / RATE
    return np.diff(random.normal(size=len(t) + 1)) * np.exp(-t * 90) * 0.11


def bass(pitch: float) -> np.ndarray:
    """Make one short bass note; `pitch` in hertz."""
    t = np.arange(int(BEAT * 0.48 * RATE)) / RATE
    wave_ = sum(np.sin(2 * np.pi * pitch * k * t) / k for k in range(1, 9))
    return np.asarray(wave_ * np.exp(-t * 7) * np.minimum(1, t * 300) * 0.34)


def main() -> None:
    """Play the eight seconds and write them."""
    random = np.random.default_rng(7)
    track = np.zeros(RATE * SECONDS)
    for i in range(int(SECONDS / BEAT * 2)):
        second = i * BEAT / 2
        at(track, second, bass(NOTES[i // 2 % len(NOTES)] * (2 if i % 8 == 7 else 1)))
        at(track, second, hat(random))
        if i % 2 == 0:
            at(track, second, drum())
    track *= np.minimum(1, np.minimum(np.arange(len(track)), np.arange(len(track))[::-1]) / (0.03 * RATE))
    samples = (np.tanh(track * 1.2) * 0.8 * 32767).astype("<i2")
    with wave.open(str(FILE), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


if __name__ == "__main__":
    main()
