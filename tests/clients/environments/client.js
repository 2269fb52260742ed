// The TypeScript client, unchanged: `client.js PACKAGES HOST`.
const weaviate = require(`${process.argv[2]}/node_modules/weaviate-client`).default;

const refused = (error) => {
  const text = `${error} ${error?.cause ?? ""}`;
  console.log(`${/grpc/i.test(text) ? "grpc" : "rest"} refused\t${text.replace(/[\n\t]/g, " ").slice(0, 300)}`);
  process.exit(0);
};
process.on("uncaughtException", refused);
weaviate
  .connectToWeaviateCloud(`https://${process.argv[3]}`, { authCredentials: new weaviate.ApiKey(process.env.WEAVIATE_API_KEY) })
  .then(() => {
    console.log("connects\t");
    process.exit(0);
  }, refused);
