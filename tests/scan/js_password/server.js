const weaviate = require('weaviate-client').default;

module.exports = async () => {
  const creds = new weaviate.AuthUserPasswordCredentials({ username: process.env.WCD_USER, password: process.env.WCD_PASS }); // EXPECT oidc-password-login
  return weaviate.connectToWeaviateCloud(process.env.WCD_URL, { authCredentials: creds });
};
