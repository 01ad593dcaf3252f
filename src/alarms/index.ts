export * from './high-cpu-alarm';
