// What an update promises: the pipeline has released an image of the API, Amazon ECS has moved the traffic to green, and
// somebody deploys the API with another environment variable.

/** What traffic passes on its way to the API. */
const WAY = ['LoadBalancer', 'LoadBalancer/Production', 'LoadBalancer/Test', 'ProductionRule', 'TestRule', 'Blue', 'Green'];

const API_TASK = 'OrdersServices/Api/Task/Resource';

function afterAnUpdate(image, before, shifted) {
  const idsBefore = idsOf(before);
  return [
    ['The code changed one resource of the template, the task definition of the API', (orders) => [
      [changedInTemplate(before, orders), [API_TASK]],
    ]],
    ['The new task definition has the released image, with its own command, and the new variable', (orders) => [
      [orders.container('Api').image, image],
      [orders.container('Api').command, undefined],
      [orders.container('Api').environment, [{ name: 'LOG_LEVEL', value: 'debug' }]],
      [orders.container('Api').secrets, before.container('Api').secrets],
      [orders.pointer('ApiImages').Value, image],
    ]],
    ['The service runs it; plan, alarms, hooks and load balancer of the service are as before', (orders) => [
      [orders.at(API_TASK).Id !== before.at(API_TASK).Id, true],
      [orders.live('OrdersServices/Api/Service').taskDefinition, orders.at(API_TASK).Id],
      ...['deploymentConfiguration', 'deploymentController', 'loadBalancers', 'networkConfiguration'].map((part) => [
        JSON.stringify(orders.live('OrdersServices/Api/Service')[part]), JSON.stringify(before.live('OrdersServices/Api/Service')[part]),
      ]),
    ]],
    ['Its traffic stays where Amazon ECS moved it: 0 % to blue, 100 % to green', (orders) => [
      [orders.shares('Api', 'ProductionRule'), { blue: 0, green: 100 }],
      [JSON.stringify(orders.live('OrdersServices/Api/Edge/ProductionRule')), JSON.stringify(shifted)],
    ]],
    ['Listeners, rules and both target groups of the API are the same, with the same settings', (orders) => [
      ...WAY.map((part) => [orders.at(`OrdersServices/Api/Edge/${part}`).Id, before.at(`OrdersServices/Api/Edge/${part}`).Id]),
      ...WAY.filter((part) => part !== 'ProductionRule').map((part) => [
        JSON.stringify(orders.live(`OrdersServices/Api/Edge/${part}`)), JSON.stringify(before.live(`OrdersServices/Api/Edge/${part}`)),
      ]),
    ]],
    [`Of ${idsBefore.size} resources, that task definition is the only one that was replaced`, (orders) => [
      [[...idsOf(orders).keys()], [...idsBefore.keys()]],
      [[...idsOf(orders)].filter(([key, id]) => idsBefore.get(key) !== id).map(([, id]) => id), [orders.at(API_TASK).Id]],
    ]],
    ['The frontend, of which nothing was released, runs what it ran', (orders) => [
      [orders.live('OrdersServices/Frontend/Service').taskDefinition, before.at('OrdersServices/Frontend/Task').Id],
      [orders.shares('Frontend', 'ProductionRule'), { blue: 100, green: 0 }],
    ]],
  ];
}

function idsOf(orders) {
  return new Map(orders.resources.filter(({ Id }) => Id).map(({ stack, logicalId, Id }) => [`${stack}/${logicalId}`, Id]));
}

/** Resources whose properties differ, or that only one of the templates has. */
function changedInTemplate(before, after) {
  const [left, right] = [before, after].map(({ resources }) => (
    new Map(resources.map(({ stack, logicalId, place, properties }) => [`${stack}/${logicalId}`, { place, text: JSON.stringify(properties) }]))
  ));
  const ids = [...new Set([...left.keys(), ...right.keys()])].filter((id) => left.get(id)?.text !== right.get(id)?.text);
  return ids.map((id) => (right.get(id) ?? left.get(id)).place);
}

module.exports = { afterAnUpdate };
