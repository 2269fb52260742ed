const { weaviate: db } = require('weaviate-client');

db.connectToWeaviateCloud(process.env.WEAVIATE_URL, {}).then(console.log); // EXPECT client-misused UNSURE
