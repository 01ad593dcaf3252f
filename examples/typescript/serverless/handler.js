/**
 * Takes and gives orders: POST /orders, GET /orders/{id}. It knows nothing of tracing: the layer follows it into the table.
 */
const { randomUUID } = require('node:crypto');
const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');

const table = process.env.TABLE;
const client = new DynamoDBClient();

exports.handler = async (event) => {
  try {
    return event.httpMethod === 'POST' ? await take(event.body) : await give(event.pathParameters?.id);
  } catch (error) {
    // One JSON object in a line: the metric filter and the queries of the log read it.
    console.log(JSON.stringify({ level: 'error', message: error.message, requestId: event.requestContext?.requestId }));
    return answer(500, { message: 'try again' });
  }
};

async function take(body) {
  const order = parsed(body);
  if (!Number.isInteger(order?.amount) || order.amount < 1) { return answer(400, { message: "'amount' must be a whole number of at least 1" }); }
  const id = randomUUID();
  await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: id }, amount: { N: String(order.amount) } } }));
  return answer(201, { id, amount: order.amount });
}

async function give(id) {
  if (!id) { return answer(400, { message: "'id' must be that of an order" }); }
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { id: { S: id } } }));
  return Item ? answer(200, { id, amount: Number(Item.amount.N) }) : answer(404, { message: 'no such order' });
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function answer(statusCode, body) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
