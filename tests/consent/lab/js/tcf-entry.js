export { GVL, TCModel, TCString } from '@iabtcf/core';
export { CmpApi } from '@iabtcf/cmpapi';
