"""From submitted notebooks to scores. Start with the README beside this file."""
