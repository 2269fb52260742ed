//! The examples at the end of each help text. Only words.

/// Of the whole program.
pub(super) const EXAMPLES: &str = "\
Examples:
  The wizard: say what you see, get the fix
      weaviate-doctor
      weaviate-doctor https://abc.c0.europe-west3.gcp.weaviate.cloud
  The same without a screen, cluster and key from the environment or .env
      weaviate-doctor check
  See a fault on a practice cluster; nothing leaves this machine
      weaviate-doctor check practice:tls-intercepted
  What an error text means; nothing is checked
      weaviate-doctor explain error.txt
      python app.py 2>&1 | weaviate-doctor explain
  Wrong key passing and hard-coded keys in the source of this folder
      weaviate-doctor scan
  What a cause means and how to fix it
      weaviate-doctor causes grpc-blocked
  It works there and not here: save a report in both places, then compare
      weaviate-doctor check --format json -o here.json
      weaviate-doctor compare there.json here.json

A key is never an argument: put it in WEAVIATE_API_KEY or .env, or name its place.";

/// Of `check`.
pub(super) const CHECK_EXAMPLES: &str = "\
Examples:
  weaviate-doctor check
  weaviate-doctor check abc.weaviate.cloud --api-key-env MY_KEY
  pass show weaviate | weaviate-doctor check abc.weaviate.cloud --api-key-file -
  weaviate-doctor check --symptom connection-timeout --init-timeout 10
  weaviate-doctor check --symptom mfa-device-unavailable \\
                        --answer authenticator=device-gone
  weaviate-doctor check practice:healthy
  For a ticket; it never contains a key
      weaviate-doctor check --format markdown --redact -o ticket.md
  For CI
      weaviate-doctor check --format junit -o weaviate.xml
  Every cluster of the config file; one that fails now and then
      weaviate-doctor check --all
      weaviate-doctor check production --watch 30

Status: 0 healthy, 1 a cause was found, 2 wrong usage or unreadable input,
        3 something failed and no known cause fits, 130 interrupted.";

/// Of `explain`.
pub(super) const EXPLAIN_EXAMPLES: &str = "\
Examples:
  weaviate-doctor explain error.txt
  python app.py 2>&1 | weaviate-doctor explain
  Paste, then end the text with Ctrl-D
      weaviate-doctor explain -
  For a ticket; it never contains a key
      weaviate-doctor explain error.txt --redact -o explained.txt

Status: 1 a cause is named, 2 wrong usage or unreadable input, 3 the text names no cause.";

/// Of `practice`.
pub(super) const PRACTICE_EXAMPLES: &str = "\
Examples:
  Every fault, the cause it shows and what is broken
      weaviate-doctor practice --list
  The wizard on a cluster with this fault
      weaviate-doctor practice grpc-blocked
  The same without a screen
      weaviate-doctor check practice:grpc-blocked --format json";
