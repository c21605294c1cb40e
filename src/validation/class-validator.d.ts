// The internal modules of class-validator 0.15.1, whose declarations are in another folder.
declare module 'class-validator/cjs/metadata/ConstraintMetadata.js' {
  export { ConstraintMetadata } from 'class-validator/types/metadata/ConstraintMetadata.js';
}
declare module 'class-validator/cjs/metadata/MetadataStorage.js' {
  export { MetadataStorage } from 'class-validator';
}
declare module 'class-validator/cjs/metadata/ValidationMetadata.js' {
  export { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';
}
declare module 'class-validator/cjs/validation/ValidationExecutor.js' {
  export { ValidationExecutor } from 'class-validator/types/validation/ValidationExecutor.js';
}
declare module 'class-validator/cjs/validation/ValidationTypes.js' {
  export { ValidationTypes } from 'class-validator';
}
declare module 'class-validator/cjs/validation/Validator.js' {
  export { Validator } from 'class-validator';
}
