import { Args, Query, Resolver } from '@nestjs/graphql';

const PRICES: Readonly<Record<string, number>> = { kettle: 25, cup: 4 };

/** GraphQL answers 200 even if a resolver throws; the resolver's errors are seen all the same, under the name `Query.price`. */
@Resolver()
export class ProductResolver {
  @Query('price')
  price(@Args('product') product: string): string {
    const price = PRICES[product];
    if (price === undefined) throw new RangeError(`The price of '${product}' is missing`);
    return price.toFixed(2);
  }
}
