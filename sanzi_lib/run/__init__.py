"""The runner: papermill, batches, staging, manifests and the catalogue."""
