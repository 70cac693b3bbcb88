"""From submitted notebooks to scores. Start with the README beside this file."""

import sys

# jsonschema would compile a grammar for IRIs, which takes more than a second in each
# process, for a format that no notebook's schema has; without it, it does without
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
