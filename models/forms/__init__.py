"""What evidence completes a duty: one form a kind of work, typed and checked. Each field cites the clause it answers.

A form holds references and answers, never a name or an address. Fields that are always needed have no default; what is
needed only on some cases is checked by the rule that owns the form.
"""
