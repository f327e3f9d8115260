#!/bin/sh
# Speak the voice references with espeak-ng (Debian: apt install espeak-ng); 22050 Hz, mono, 16 bit.
set -e
cd "$(dirname "$0")/.."
espeak-ng -v en-gb-x-rp+f4 -s 128 -p 30 -a 150 -g 3 -w the-keeper/refs/mira-voice.wav "The light is lit. I can wait."
espeak-ng -v en-gb-scotland+m7 -s 132 -p 22 -a 150 -w the-keeper/refs/elias-voice.wav "Harbour to the light. Wind west, force nine."
espeak-ng -v en-us+f2 -s 150 -p 48 -a 150 -w night-bus/refs/ada-voice.wav "Home. The long way, please. I have some practising to do."
espeak-ng -v en-gb+m3 -s 130 -p 18 -a 150 -w night-bus/refs/bruno-voice.wav "Mind the step. It is a wet one tonight."
espeak-ng -v en-gb-x-rp+f3 -s 125 -p 42 -a 150 -w halo-kettle/refs/teller-voice.wav "Good morning. It is a quarter to six."
