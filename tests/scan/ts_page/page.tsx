'use client';
import { useEffect } from 'react';
import weaviate from 'weaviate-client';
const key = import.meta.env.VITE_WEAVIATE_API_KEY; // EXPECT key-exposed-to-browser
const key2 = process.env.NEXT_PUBLIC_WEAVIATE_API_KEY; // EXPECT key-exposed-to-browser
export default function Page() {
  useEffect(() => {
    weaviate.connectToWeaviateCloud(process.env.NEXT_PUBLIC_WEAVIATE_URL!, { authCredentials: new weaviate.ApiKey(key) });
  }, []);
  return <p>{key2}</p>;
}
