import { ConstraintMetadata } from 'class-validator/cjs/metadata/ConstraintMetadata.js';
import { MetadataStorage } from 'class-validator/cjs/metadata/MetadataStorage.js';
import { ValidationMetadata } from 'class-validator/cjs/metadata/ValidationMetadata.js';
import { ValidationExecutor } from 'class-validator/cjs/validation/ValidationExecutor.js';
import { ValidationTypes } from 'class-validator/cjs/validation/ValidationTypes.js';
import { Validator } from 'class-validator/cjs/validation/Validator.js';
import type { ValidationError, ValidatorConstraintInterface } from 'class-validator';

/**
 * class-validator without its process-wide state: otherwise the application's `useContainer()` would be asked for our validators and fail
 * the start, and our schemas would appear among the application's, e.g. in its OpenAPI document. Its modules are imported one by one,
 * because the whole package loads a database of telephone numbers.
 */
const storage = new MetadataStorage();

/** A rule with its own validator, where class-validator would ask a container for it. */
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
 * Hides a value from class-validator, which reads prototypes (a proxy may refuse that) and replaces `$value` in messages by the whole
 * value, e.g. an API key.
 */
export class Hidden {
  constructor(readonly value: unknown) {}
}

/** Adds a rule to a property of a schema. The validator receives {@link Hidden} values. */
export function addRule(target: object, propertyName: string, validator: ValidatorConstraintInterface): void {
  const constraintCls = class {};
  storage.addConstraintMetadata(new OwnConstraint(constraintCls, validator));
  const type = ValidationTypes.CUSTOM_VALIDATION;
  const name = 'check';
  storage.addValidationMetadata(
    new ValidationMetadata({ type, name, target: target.constructor, propertyName, constraintCls }),
  );
}

/** Declares a property of a schema without a rule. */
export function addProperty(target: object, propertyName: string): void {
  const type = ValidationTypes.WHITELIST;
  storage.addValidationMetadata(new ValidationMetadata({ type, target: target.constructor, propertyName }));
}

/** The properties of a schema, including those of its base classes. */
export function propertiesOf(schema: new () => object): string[] {
  const rules = storage.getTargetValidationMetadatas(schema, '', true, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}

/** What is wrong with an instance of a schema. */
export function validate(instance: object): ValidationError[] {
  const executor = new ValidationExecutor(new Validator());
  // It reads the process-wide storage itself; there is no way to inject another.
  Reflect.set(executor, 'metadataStorage', storage);
  const errors: ValidationError[] = [];
  executor.execute(instance, '', errors);
  return executor.stripEmptyErrors(errors);
}
