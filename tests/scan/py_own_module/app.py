from app.services import weaviate
from .weaviate import Client, connect_to_weaviate_cloud
from ..db.weaviate import client as weaviate_db

weaviate.Client("http://localhost:8080")
weaviate.connect_to_weaviate_cloud("console.weaviate.cloud")
Client(url="http://localhost:8080")
connect_to_weaviate_cloud()
weaviate_db.connect_to_weaviate_cloud()
