import { BuildApp } from '../golden';

// The README's first example as users read it, in a stack that knows no environment.
export const build: BuildApp = (app) => jest.requireActual<{ addShop: BuildApp }>('../../../examples/typescript/shop').addShop(app);
