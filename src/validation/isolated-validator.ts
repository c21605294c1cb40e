import { ConstraintMetadata } from 'class-validator/cjs/metadata/ConstraintMetadata.js';
import { MetadataStorage } from 'class-validator/cjs/metadata/MetadataStorage.js';
import { ValidationMetadata } from 'class-validator/cjs/metadata/ValidationMetadata.js';
import { ValidationExecutor } from 'class-validator/cjs/validation/ValidationExecutor.js';
import { ValidationTypes } from 'class-validator/cjs/validation/ValidationTypes.js';
import { Validator } from 'class-validator/cjs/validation/Validator.js';
import type { ValidationError, ValidatorConstraintInterface } from 'class-validator';

/**
 * class-validator without what a process shares of it: the application's `useContainer()` would be asked for our validators, and fail
 * the start; and our schemas would turn up among its own, in an OpenAPI document for one. Its modules are taken one by one, because the
 * whole package loads the telephone numbers of the world.
 */
const storage = new MetadataStorage();

/** A rule that has its validator itself, where class-validator would ask a container for it. */
class OwnConstraint extends ConstraintMetadata {
  readonly #validator: ValidatorConstraintInterface;

  constructor(target: new () => object, validator: ValidatorConstraintInterface) {
    super(target, 'check');
    this.#validator = validator;
  }

  override get instance(): ValidatorConstraintInterface {
    return this.#validator;
  }
}

/**
 * Hides a value from class-validator. It asks values for their prototypes, which a proxy may refuse, and writes a whole text, an API key
 * say, in the place of `$value` in a message.
 */
export class Hidden {
  constructor(readonly value: unknown) {}
}

/** Puts a rule on a property of a schema. The validator is given {@link Hidden} values. */
export function addRule(target: object, propertyName: string, validator: ValidatorConstraintInterface): void {
  const constraintCls = class {};
  storage.addConstraintMetadata(new OwnConstraint(constraintCls, validator));
  const type = ValidationTypes.CUSTOM_VALIDATION;
  const name = 'check';
  storage.addValidationMetadata(
    new ValidationMetadata({ type, name, target: target.constructor, propertyName, constraintCls }),
  );
}

/** Makes a property of a schema known, without a rule. */
export function addProperty(target: object, propertyName: string): void {
  const type = ValidationTypes.WHITELIST;
  storage.addValidationMetadata(new ValidationMetadata({ type, target: target.constructor, propertyName }));
}

/** The properties of a schema, those of its base classes included. */
export function propertiesOf(schema: new () => object): string[] {
  const rules = storage.getTargetValidationMetadatas(schema, '', true, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}

/** What is wrong with an instance of a schema. */
export function validate(instance: object): ValidationError[] {
  const executor = new ValidationExecutor(new Validator());
  // It takes the storage of the process by itself, and has no other way to get one.
  Reflect.set(executor, 'metadataStorage', storage);
  const errors: ValidationError[] = [];
  executor.execute(instance, '', errors);
  return executor.stripEmptyErrors(errors);
}
