"""The engines that Plainview announces."""
