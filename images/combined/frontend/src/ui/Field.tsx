import { Box, Button, chakra, Stack, Text } from '@chakra-ui/react';

import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { t } from '@/i18n';
import { control } from '@/theme/recipes';
import { Icon } from './Icon';

const Input = chakra('input', control);

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
}

interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** A labelled control with a hint, and what is wrong with it. */
export function Field(props: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
  const { label, hint, error, optional, children } = props;
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const errorId = error === undefined ? undefined : `${id}-error`;
  const describedBy = [errorId, hintId].filter((one) => one !== undefined).join(' ');
  return (
    <Stack gap="1.5">
      <chakra.label htmlFor={id} fontSize="sm" fontWeight="medium">
        {label}
        {optional && (
          <Text as="span" color="fg.muted" fontWeight="normal">
            {` (${t.app.optional})`}
          </Text>
        )}
      </chakra.label>
      {children({
        id,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined && (
        <Text id={errorId} color="bad.fg" fontSize="sm">
          {error}
        </Text>
      )}
      {hint !== undefined && (
        <Text as="div" id={hintId} color="fg.muted" fontSize="sm">
          {hint}
        </Text>
      )}
    </Stack>
  );
}

type Control<Props> = FieldProps &
  Omit<Props, 'onChange' | 'value' | 'children'> & {
    value: string;
    onChange: (value: string) => void;
  };

const split = <Props extends FieldProps>({ label, hint, error, optional, ...control }: Props) => ({
  field: { label, hint, error, ...(optional === undefined ? {} : { optional }) },
  control,
});

export function TextField(props: Control<ComponentProps<typeof Input>>) {
  const { field, control } = split(props);
  const { onChange, ...rest } = control;
  return (
    <Field {...field}>
      {(wiring) => (
        <Input
          {...rest}
          {...wiring}
          onChange={({ target }) => {
            onChange(target.value);
          }}
        />
      )}
    </Field>
  );
}

/** A password, which can be looked at. */
export function PasswordField(props: Control<ComponentProps<typeof Input>>) {
  const { field, control } = split(props);
  const { onChange, ...rest } = control;
  const [shown, setShown] = useState(false);
  return (
    <Field {...field}>
      {(wiring) => (
        <Box position="relative">
          <Input
            {...rest}
            {...wiring}
            type={shown ? 'text' : 'password'}
            paddingRight="12"
            onChange={({ target }) => {
              onChange(target.value);
            }}
          />
          <Button
            variant="ghost"
            size="sm"
            position="absolute"
            right="1"
            top="1"
            aria-label={shown ? t.auth.hidePassword : t.auth.showPassword}
            aria-pressed={shown}
            onClick={() => {
              setShown(!shown);
            }}
          >
            <Icon name="eye" />
          </Button>
        </Box>
      )}
    </Field>
  );
}
