import weaviate from 'weaviate-client';

export async function wrong() {
  const client = weaviate.connectToLocal(); // EXPECT client-misused
  return client.collections.listAll();
}

export async function cloud(url: string, key: string) {
  const db = weaviate.connectToWeaviateCloud(url, { authCredentials: new weaviate.ApiKey(key) }); // EXPECT client-misused
  const ready = await db.isReady();
  return ready;
}

export async function promised() {
  const promise = weaviate.connectToLocal();
  promise.then((c) => c.isReady());
  const client = await promise;
  return client.isReady();
}

export const lazy = () => weaviate.connectToLocal();
const shared = weaviate.connectToLocal().then((c) => c);
shared.catch(console.error);
