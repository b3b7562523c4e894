"""The main job on public models: measured, drawn and told."""
