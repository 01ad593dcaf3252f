import { RoomUnderValidation } from './room';

export const objectives: RoomUnderValidation = { cases: {}, hardened: {}, acknowledging: {}, allowed: [] };
