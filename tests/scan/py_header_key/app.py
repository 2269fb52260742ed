import os
import weaviate

key = os.environ["WEAVIATE_API_KEY"]
weaviate.connect_to_local(headers={"X-Weaviate-Api-Key": key})  # EXPECT key-passed-wrongly UNSURE
extra = {"X-OpenAI-Api-Key": os.environ["OPENAI_API_KEY"]}
if key:
    extra["api-key"] = key  # EXPECT key-passed-wrongly UNSURE
weaviate.connect_to_custom("a", 443, True, "b", 443, True, headers=extra)
