import { RoomUnderValidation } from './room';

export const tracing: RoomUnderValidation = { cases: {}, hardened: {}, acknowledging: {}, allowed: [] };
