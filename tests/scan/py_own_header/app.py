import os
import weaviate

U = os.environ["U"]
K = os.environ["WEAVIATE_API_KEY"]
VENDOR = {"X-OpenAI-Api-Key": os.environ["OPENAI_API_KEY"]}
OWN = {"X-OpenAI-Api-Key": os.environ["OPENAI_API_KEY"]}
OWN["authorization"] = f"Bearer {K}"

weaviate.connect_to_weaviate_cloud(U, auth_credentials=None, headers={"Authorization": f"Bearer {K}"})
weaviate.connect_to_weaviate_cloud(U, None, OWN)
weaviate.connect_to_weaviate_cloud(U, None, {**OWN, "Authorization": "Bearer " + K})
weaviate.connect_to_weaviate_cloud(U, auth_credentials=None, headers={"Authorization": K})  # EXPECT key-passed-wrongly
weaviate.connect_to_weaviate_cloud(U, auth_credentials=None, headers={"X-Weaviate-Api-Key": K})  # EXPECT key-passed-wrongly
weaviate.connect_to_weaviate_cloud(U, auth_credentials=None, headers=VENDOR)  # EXPECT key-missing
weaviate.connect_to_weaviate_cloud(U, auth_credentials=None)  # EXPECT key-missing
