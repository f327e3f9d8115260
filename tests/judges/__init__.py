"""Judges from outside: tools that know nothing of this project hold its requests and answers against an OpenAPI."""
