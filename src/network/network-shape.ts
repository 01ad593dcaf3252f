/**
 * How services reach the internet and AWS, and so what the network costs while nothing runs in it.
 *
 * Every shape has public subnets for load balancers, isolated subnets for data and a free S3 gateway endpoint. The
 * address plan is the same in all of them, so changing the shape later moves no subnet.
 */
export enum NetworkShape {
  /**
   * Services in private subnets, one NAT gateway for all of them (about 33 USD a month).
   *
   * When the gateway's availability zone fails, services keep answering but cannot call out.
   */
  ONE_NAT = 'one-nat',

  /**
   * Services in public subnets with public addresses, no NAT gateway (about 3.65 USD a month per task's address).
   *
   * The cheapest; services are as closed as their security groups.
   */
  PUBLIC_IP = 'public-ip',

  /**
   * Services in isolated subnets that reach AWS through interface endpoints (about 7 USD a month per endpoint and
   * availability zone; there are five endpoints) and cannot reach the internet at all.
   *
   * Images must come from a private Amazon ECR repository: public registries are out of reach.
   */
  ENDPOINTS = 'endpoints',

  /**
   * Services in private subnets with a NAT gateway in every availability zone (about 33 USD a month each).
   *
   * When an availability zone fails, the services in the others still reach the internet.
   */
  NAT_PER_AZ = 'nat-per-az',
}
