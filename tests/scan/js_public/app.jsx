import weaviate from 'weaviate-client';

const weaviateKey = process.env.NEXT_PUBLIC_WEAVIATE_API_KEY; // EXPECT key-exposed-to-browser

export default function Page() {
  const load = async () => {
    const client = await weaviate.connectToWeaviateCloud(process.env.NEXT_PUBLIC_WEAVIATE_URL, {
      authCredentials: new weaviate.ApiKey(weaviateKey),
    });
    const other = await weaviate.connectToWeaviateCloud(process.env.NEXT_PUBLIC_WEAVIATE_URL, {
      authCredentials: process.env.REACT_APP_SEARCH_KEY, // EXPECT key-exposed-to-browser
    });
    return [client, other];
  };
  return <button onClick={load}>{'weaviate.connectToWeaviateCloud(url, key)'}</button>;
}
