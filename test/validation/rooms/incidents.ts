import { RoomUnderValidation } from './room';

export const incidents: RoomUnderValidation = { cases: {}, hardened: {}, acknowledging: {}, allowed: [] };
