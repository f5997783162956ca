"""The look of the screens, one kv file each; here so that the files ship and load by name. No rules."""
