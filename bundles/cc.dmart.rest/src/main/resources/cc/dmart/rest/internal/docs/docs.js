SwaggerUIBundle({
  url: "/docs/openapi.json",
  dom_id: "#viewer",
  deepLinking: true,
  docExpansion: "none",
  validatorUrl: null,
  withCredentials: true
});
