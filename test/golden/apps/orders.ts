import { BuildApp } from '../golden';

// The example as users read it. Loaded, not imported: examples have an aws-cdk-lib of their own.
export const build: BuildApp = (app) => jest.requireActual<{ addOrders: BuildApp }>('../../../examples/typescript/orders').addOrders(app);
