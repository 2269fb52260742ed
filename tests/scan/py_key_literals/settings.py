import os

API = os.getenv("WEAVIATE_API_KEY", "c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ")  # EXPECT key-in-source
KEY = os.environ.get("WEAVIATE_API_KEY", default="c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ")  # EXPECT key-in-source
weaviate_key: str = Field(default="c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ")  # EXPECT key-in-source
weaviate_token: str = Field(default="YOUR-KEY", description="c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ")
SAMPLE = os.getenv("WEAVIATE_API_KEY", "YOUR-WEAVIATE-API-KEY")
NOTHING = os.getenv("WEAVIATE_API_KEY", None)
CONFIG = {
    "weaviate": {
        "url": os.environ["WEAVIATE_URL"],
        "api_key": "c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ",  # EXPECT key-in-source
        "openai_api_key": "sk-c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ",
        "embedding": {"key": "ZW1iZWRkaW5nOm5vdDpvdXJzOjAwMDAwMDE"},
        "auth": {"key": "c2NhbjpleGFtcGxlOmtleTowMDAwMDAwMQ"},  # EXPECT key-in-source
    },
    "qdrant": {"api_key": "cWRyYW50OmV4YW1wbGU6a2V5OjAwMDAwMDAx"},
}
