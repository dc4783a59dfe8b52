import { Button, Link as ChakraLink } from '@chakra-ui/react';
import type { ComponentProps } from 'react';
import { Link, type LinkProps } from 'react-router';

type ButtonProps = Pick<ComponentProps<typeof Button>, 'variant' | 'size' | 'width'>;

/** A link that looks like a button. */
export function LinkButton({ variant, size, width, ...link }: ButtonProps & LinkProps) {
  const look = Object.fromEntries(
    Object.entries({ variant, size, width }).filter(([, value]) => value !== undefined),
  );
  return (
    <Button asChild {...look}>
      <Link {...link} />
    </Button>
  );
}

/** A link within the app, in a text. */
export function TextLink(props: LinkProps) {
  return (
    <ChakraLink asChild>
      <Link {...props} />
    </ChakraLink>
  );
}
