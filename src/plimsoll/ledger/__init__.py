"""The Merkle log: tiles, proofs, signed checkpoints and witnesses. It knows no law and no meaning of an entry."""
