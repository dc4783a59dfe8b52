import { Box, chakra, Stack, Text } from '@chakra-ui/react';
import { type ReactNode, useId } from 'react';
import { control } from '@/theme/recipes';
import { Field } from './Field';

export interface Option {
  value: string;
  label: string;
}

interface SelectFieldProps {
  label: string;
  hint?: ReactNode;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}

const Select = chakra('select', control);

/** One of a few: the browser's own control, which phones and keyboards know best. */
export function SelectField({ label, hint, value, options, onChange }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(wiring) => (
        <Select
          {...wiring}
          value={value}
          onChange={({ target }) => {
            onChange(target.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface CheckboxProps {
  label: string;
  hint: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

const Tick = chakra('input', {
  base: {
    boxSize: '4',
    marginTop: '1',
    accentColor: 'var(--co-colors-accent-solid)',
    flexShrink: 0,
  },
});

export function Checkbox({ label, hint, checked, onChange }: CheckboxProps) {
  const id = useId();
  return (
    <chakra.label display="flex" gap="2.5" cursor="pointer">
      <Tick
        type="checkbox"
        aria-describedby={id}
        checked={checked}
        onChange={({ target }) => {
          onChange(target.checked);
        }}
      />
      <span>
        <Text as="span" display="block" fontSize="sm" fontWeight="medium">
          {label}
        </Text>
        <Text as="span" display="block" id={id} fontSize="sm" color="fg.muted">
          {hint}
        </Text>
      </span>
    </chakra.label>
  );
}

interface RadioCardsProps {
  legend: string;
  value: string;
  options: readonly (Option & { text: string })[];
  onChange: (value: string) => void;
}

/** One of a few whose consequences need a sentence. */
export function RadioCards({ legend, value, options, onChange }: RadioCardsProps) {
  const name = useId();
  return (
    <chakra.fieldset>
      <chakra.legend fontSize="sm" fontWeight="medium" marginBottom="1.5">
        {legend}
      </chakra.legend>
      <Stack direction={{ base: 'column', md: 'row' }} gap="3">
        {options.map((option) => (
          <chakra.label
            key={option.value}
            display="flex"
            flex="1"
            gap="2.5"
            padding="3"
            cursor="pointer"
            borderWidth="1px"
            borderRadius="md"
            borderColor={option.value === value ? 'accent.fg' : 'line.strong'}
            bg={option.value === value ? 'accent.subtle' : 'panel'}
          >
            <Tick
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => {
                onChange(option.value);
              }}
            />
            <Box as="span">
              <Text as="span" display="block" fontSize="sm" fontWeight="medium">
                {option.label}
              </Text>
              <Text as="span" display="block" fontSize="sm" color="fg.muted">
                {option.text}
              </Text>
            </Box>
          </chakra.label>
        ))}
      </Stack>
    </chakra.fieldset>
  );
}
