import os
import weaviate

print(weaviate.__version__)
VERSION = weaviate.__version__
client = weaviate.Client(os.environ["WEAVIATE_URL"])  # EXPECT client-api-mismatch
try:
    weaviate.Client(os.environ["WEAVIATE_URL"])  # EXPECT client-api-mismatch
except ValueError:
    raise
