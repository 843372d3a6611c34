"""Editions: what was reported becomes a public record, sealed and verifiable."""
