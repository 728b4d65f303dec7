import type { Category } from '../../api/types.ts';
import { SelectField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';

/** Categories whose model can be used. */
export function usableCategories(categories: readonly Category[]): readonly Category[] {
  return categories.filter(category => !('problem' in category));
}

/** What kind of part the pictures show; a category whose model is damaged says so. */
export function CategoryField({
  categories,
  value,
  onChange,
}: {
  readonly categories: readonly Category[];
  readonly value: string;
  onChange(category: string): void;
}) {
  const { inspect } = useMessages();
  const broken = categories.find(category => 'problem' in category);
  return (
    <SelectField
      label={inspect.category.label}
      hint={inspect.category.hint}
      error={broken && 'problem' in broken ? `${broken.name}: ${broken.problem}` : null}
      value={value}
      onChange={event => onChange(event.target.value)}
    >
      {categories.map(category => (
        <option key={category.name} value={category.name} disabled={'problem' in category}>
          {'problem' in category ? inspect.category.broken(category.name) : category.name}
        </option>
      ))}
    </SelectField>
  );
}
