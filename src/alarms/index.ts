export * from './high-cpu-alarm';
export * from './objective';
