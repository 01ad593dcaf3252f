'use strict';
const dns = require('node:dns/promises');

/**
 * The private addresses of a load balancer.
 *
 * The name of an internet-facing one leads to its public addresses, inside the VPC too. Called there, a request comes
 * back from the address of the NAT gateway, which no rule lets in. So its network interfaces are looked up.
 */
exports.addressesOf = async function addressesOf({ loadBalancer, name }, describe = describeNetworkInterfaces) {
  const addresses = loadBalancer ? await lookUp(loadBalancer, describe) : await resolve(name);
  if (addresses.length === 0) { throw new Error(`the load balancer ${loadBalancer ?? name} has no private address`); }
  return addresses;
};

async function resolve(name) {
  const found = await dns.lookup(name, { all: true, family: 4 });
  return found.map(({ address }) => address);
}

async function lookUp(loadBalancer, describe) {
  const addresses = [];
  let NextToken;
  // A page may be empty and not be the last one.
  do {
    const page = await describe({ Filters: [{ Name: 'description', Values: [`ELB ${loadBalancer}`] }], MaxResults: 100, NextToken });
    addresses.push(...page.NetworkInterfaces.filter(({ Status }) => Status === 'in-use').map(({ PrivateIpAddress }) => PrivateIpAddress));
    NextToken = page.NextToken;
  } while (NextToken);
  return addresses;
}

async function describeNetworkInterfaces(input) {
  const { EC2Client, DescribeNetworkInterfacesCommand } = require('@aws-sdk/client-ec2');
  const client = new EC2Client({ requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } });
  try {
    return await client.send(new DescribeNetworkInterfacesCommand(input));
  } catch (error) {
    throw new Error(`the private addresses of the load balancer cannot be looked up with the API of Amazon EC2: ${error.message}`);
  }
}
