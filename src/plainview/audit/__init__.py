"""The append-only log: a Merkle tree over its entries."""
