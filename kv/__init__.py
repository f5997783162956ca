"""The look of the screens, one kv file each; a package so that they ship and load by name."""
