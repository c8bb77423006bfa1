const reference = document.getElementById('reference');
const ui = SwaggerUIBundle({
  url: '/openapi.yaml',
  domNode: reference,
  // By default a service on another host checks the contract.
  validatorUrl: null,
  onComplete: () => ui.preauthorizeApiKey('apiKey', reference.dataset.key),
});
